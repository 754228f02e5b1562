"""Reports: marts become frames, frames become words and charts, and those a PDF that is verified before it leaves."""
