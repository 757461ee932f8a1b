"""What stands between attackers and the shop, and between mistakes and the account."""
