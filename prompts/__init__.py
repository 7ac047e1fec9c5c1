"""Prompt texts: files with declared variables. Text only."""
