"""Documents, and the small programs that keep them true."""
