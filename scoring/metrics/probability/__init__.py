"""How far predicted chances of default lie from what comes."""
