"""The languages of reports: texts, figures and dates as readers write them, and the words for codes."""
