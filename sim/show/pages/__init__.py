"""The page of each verb that writes a result: what it answers, and what it shows for that."""
