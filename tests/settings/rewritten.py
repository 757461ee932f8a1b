"""Stack files as Pulumi's CLI writes them anew, with `pulumi stack init` or `pulumi config set`."""

import re


def rewritten(stack_file: str) -> str:
    """What becomes of a stack file: blank lines go, top-level truth values get quotes, braces lose their spaces."""
    text = re.sub(r"\n\n+", "\n", stack_file)
    text = re.sub(r"^(  [\w:-]+): (true|false)$", r'\1: "\2"', text, flags=re.MULTILINE)
    return re.sub(r"{ (.*?) }", r"{\1}", text)
