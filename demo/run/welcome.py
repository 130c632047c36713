"""What to tell a person once everything runs: the one address, and what to do first."""

from __future__ import annotations

from demo.run.options import Options

WIDTH = 78


def welcome(options: Options, new_password: str = "") -> str:
    """The framed message. The owner's password is shown only when it has just been made."""
    place = options.demo / "owner-password"
    password = f"owner, password {new_password}" if new_password else "owner"
    lines = [
        "It runs. Open this in a browser:",
        "",
        f"    {options.lms_origin}/",
        "",
        "First: sign in as Lena Lund (a learner), open “First responder at the scene”,",
        "work through it, then look at your grades. After that come back as Tomas Tal",
        "(the trainer) and open the gradebook.",
        "",
        f"Staff pages: {options.tool_origin}/admin/",
        f"    user {password}",
        f"    (kept in {place})",
        "",
        f"Logs: {options.logs}",
        "Ctrl-C stops everything; `make run` goes on where it was.",
        "All people, academies and courses here are invented.",
    ]
    rule = "=" * WIDTH
    return "\n".join(["", rule, *(f"  {line}".rstrip() for line in lines), rule, ""])
