select lower(platform) as platform, quarter, reach, impressions, engagements, clicks, conversions from export
