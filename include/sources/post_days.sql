select post_id, day, views, reach, likes, comments, shares, saves, clicks from export
