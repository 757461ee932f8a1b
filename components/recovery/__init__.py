"""What brings the shop back: backups elsewhere, rehearsals, and a written way to another Region."""
