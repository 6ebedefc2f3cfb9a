"""How much may be lost by a count or scrap before a manager has to agree."""
