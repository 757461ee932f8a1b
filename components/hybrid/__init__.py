"""What stands outside AWS's Regions: the warehouse's private lines and the retail stores' Outposts."""
