"""Files as they are found: folders walked, archives read in place."""
