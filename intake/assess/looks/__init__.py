"""Ways to look at a criterion, one module each: `find(rule, filed, rules, received)` gives a Finding."""
