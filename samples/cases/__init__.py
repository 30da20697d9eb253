"""Cases that show one point each: what came, when and how, and the case that it makes."""
