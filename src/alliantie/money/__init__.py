"""Money of a case: debts, income, costs, allowances, papers, and the day on which someone loses a home or a supply."""
