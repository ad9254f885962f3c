"""Tests of the connector against the simulator of Business Central, over sockets."""
