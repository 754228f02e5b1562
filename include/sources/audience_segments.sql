select lower(platform) as platform, quarter, segment, is_target, audience_share, sample_size from export
