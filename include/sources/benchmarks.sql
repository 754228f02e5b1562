select lower(platform) as platform, quarter, lower(measure) as measure, value from export
