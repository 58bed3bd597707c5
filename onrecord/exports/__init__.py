"""Ways out, interchangeable: a table for terminals, one page of HTML, JSON, and why each value is what it is."""
