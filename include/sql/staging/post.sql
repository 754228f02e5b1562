/*
description: a post: organic, by a creator, or paid
key: [post_id]
columns:
  post_id: the company's id of the post
  platform: the platform on which it stands
  creator_id: the creator; null where the company posts itself
  program_id: the program for which it was made
  title: its title
  kind: organic, influencer or paid
  goal: awareness, leads or conversions: chooses the measure that leads
  posted_on: day on which it was posted
  utm_content: the utm_content of its links, folded
*/
create table staging.post (
  post_id text not null,
  platform text not null,
  creator_id text,
  program_id text not null,
  title text,
  kind text not null,
  goal text not null,
  posted_on date not null,
  utm_content text
)
