"""What words say before any event is looked for: sentences, trees, quantities, quotations, dates, place words."""
