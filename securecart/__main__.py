"""`python -m securecart`: the same as `securecart`."""

from securecart.cli import main

main()
