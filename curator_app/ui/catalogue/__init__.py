"""The catalogue of case definitions and the policy for the contested ones."""
