"""The embedded runtime: runs the program under Pulumi's own test runtime and writes down what it registers."""
