"""A conventional Strawberry server: resolvers and dataloaders over asyncpg, no ORM."""
