"""Business Central: the ERP that orders are submitted to."""
