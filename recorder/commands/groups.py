"""Groups of commands."""

import click


class OrderedGroup(click.Group):
    """A group that lists its commands in the order they were given: the order in which people need them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names, as given."""
        return list(self.commands)
