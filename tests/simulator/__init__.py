"""The simulator of Business Central, held against the contract of API v2.0 over a real socket."""
