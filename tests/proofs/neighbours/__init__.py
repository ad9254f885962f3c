"""What a neighbour keeps while another one takes all it can get: `make prove-neighbours`."""
