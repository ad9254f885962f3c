"""Tests of requests before they reach the database: parsing, caches and queues."""
