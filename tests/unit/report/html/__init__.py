"""The page: its data, and text that would like to be markup."""
