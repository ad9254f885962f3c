"""What reaches out of the program: printed documents, mail, background jobs."""
