"""Reports: marts become frames, frames become words and charts, those become a PDF that is verified before it leaves."""
