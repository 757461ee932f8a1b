"""Foundation: what every resource meets, whatever it is for."""
