"""Values and rules of the whole program. Depends on nothing but the standard library."""
