"""Where a lot came from and where it went: suppliers on one side, customers on the other, what is left between."""
