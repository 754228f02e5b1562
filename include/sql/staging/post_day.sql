/*
description: a post on a day, as its platform counts
key: [post_id]
columns:
  post_id: the post
  views: views
  reach: distinct people reached that day, estimated; never to be summed
  likes: likes
  comments: comments
  shares: shares
  saves: saves
  clicks: clicks on its link
*/
create table staging.post_day (
  post_id text not null,
  views bigint,
  reach bigint,
  likes bigint,
  comments bigint,
  shares bigint,
  saves bigint,
  clicks bigint
)
