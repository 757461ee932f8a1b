"""Where Route 53 files countries, and where places are.

Which countries are in the European Union is no fact of Route 53's: `securecart.settings.geography` knows that.
"""
