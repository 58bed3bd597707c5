"""Events of many reports -> one each; every claim kept, every decision recorded and reversible."""
