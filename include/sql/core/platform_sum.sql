/*
description: what a week, month or quarter cost, showed and sold on one advertising platform; as of the latest data
materialized: incremental
partition_by: as_of_day
grain: [period_kind, as_of_day, platform]
changed_by:
  core.revenue_event: event_day for 92 days
  core.ad_fact: day for 92 days
  core.order_credit_touch: select period.as_of_day from core.period as period inner join core.revenue_event as event on
      event.event_day between period.first_day and period.as_of_day inner join changed on changed.order_id =
      event.order_id
  core.campaign_program: select period.as_of_day from core.period as period inner join core.revenue_event as event on
      event.event_day between period.first_day and period.as_of_day inner join core.order_credit_touch as sold on
      sold.order_id = event.order_id inner join changed on changed.utm_campaign = sold.utm_campaign
columns:
  period_kind: week, month or quarter
  first_day: first day of the period
  as_of_day: last day of the period
  platform: the advertising platform
  impressions: times its ads were shown
  clicks: clicks to the destination
  platform_conversions: purchases that the platform reports
  platform_conversion_value: their value
  advertised_conversion_value: platform_conversion_value of the campaigns with spend in the period
  advertised_revenue: net revenue of the orders whose last non-direct visit names one of those campaigns
  ad_spend: media spend
  orders: orders whose last non-direct visit names one of its campaigns
  sales: net revenue of their sales
  cancellations: net revenue of their cancellations, negative
  returns: net revenue of their returns, negative
  cost_of_goods: cost of the goods sold and not come back
  payment_fees: fees of the payment provider
  fulfilment: packing and sending
  events_without_cost: revenue events whose cost of goods nobody knows
*/
with campaign as (
  select
    period.period_kind,
    period.first_day,
    period.as_of_day,
    ad.platform,
    ad.utm_campaign,
    sum(ad.impressions) as impressions,
    sum(ad.clicks) as clicks,
    sum(ad.platform_conversions) as platform_conversions,
    sum(ad.platform_conversion_value) as platform_conversion_value,
    sum(ad.spend) as spend
  from core.period as period
  inner join core.ad_fact as ad
    on ad.day between period.first_day and period.as_of_day
    and is_current(ad)
  group by period.period_kind, period.first_day, period.as_of_day, ad.platform, ad.utm_campaign
),

shown as (
  select
    period_kind,
    first_day,
    as_of_day,
    platform,
    sum(impressions) as impressions,
    sum(clicks) as clicks,
    sum(platform_conversions) as platform_conversions,
    sum(platform_conversion_value) as platform_conversion_value,
    sum(case when spend <> 0 then platform_conversion_value end) as advertised_conversion_value,
    sum(spend) as ad_spend
  from campaign
  group by period_kind, first_day, as_of_day, platform
),

known_campaign as (
  select distinct platform, utm_campaign from core.campaign_program
),

booked as (
  select
    period.period_kind,
    period.as_of_day,
    known_campaign.platform,
    count(*) filter (where revenue.kind = 'sale') as orders,
    sum(case when revenue.kind = 'sale' then revenue.net_amount else 0 end) as sales,
    sum(case when revenue.kind = 'cancellation' then revenue.net_amount else 0 end) as cancellations,
    sum(case when revenue.kind = 'return' then revenue.net_amount else 0 end) as returns,
    sum(revenue.cost_of_goods) as cost_of_goods,
    sum(revenue.payment_fee) as payment_fees,
    sum(revenue.fulfilment) as fulfilment,
    count(*) filter (where revenue.cost_of_goods is null) as events_without_cost,
    sum(case when campaign.spend <> 0 then revenue.net_amount end) as advertised_revenue
  from core.period as period
  inner join core.revenue_event as revenue
    on revenue.event_day between period.first_day and period.as_of_day
    and is_current(revenue)
  inner join core.order_credit_touch as sold on sold.order_id = revenue.order_id
  inner join known_campaign on known_campaign.utm_campaign = sold.utm_campaign
  left join campaign
    on campaign.period_kind = period.period_kind
    and campaign.as_of_day = period.as_of_day
    and campaign.platform = known_campaign.platform
    and campaign.utm_campaign = known_campaign.utm_campaign
  group by period.period_kind, period.as_of_day, known_campaign.platform
)

select
  shown.period_kind,
  shown.first_day,
  shown.as_of_day,
  shown.platform,
  cast(shown.impressions as bigint) as impressions,
  cast(shown.clicks as bigint) as clicks,
  cast(shown.platform_conversions as decimal(28, 4)) as platform_conversions,
  cast(shown.platform_conversion_value as decimal(28, 8)) as platform_conversion_value,
  cast(shown.advertised_conversion_value as decimal(28, 8)) as advertised_conversion_value,
  cast(coalesce(booked.advertised_revenue, 0) as decimal(28, 8)) as advertised_revenue,
  cast(shown.ad_spend as decimal(28, 8)) as ad_spend,
  cast(booked.orders as decimal(28, 6)) as orders,
  cast(booked.sales as decimal(28, 8)) as sales,
  cast(booked.cancellations as decimal(28, 8)) as cancellations,
  cast(booked.returns as decimal(28, 8)) as returns,
  cast(booked.cost_of_goods as decimal(28, 8)) as cost_of_goods,
  cast(booked.payment_fees as decimal(28, 8)) as payment_fees,
  cast(booked.fulfilment as decimal(28, 8)) as fulfilment,
  cast(coalesce(booked.events_without_cost, 0) as bigint) as events_without_cost
from shown
left join booked
  on booked.period_kind = shown.period_kind
  and booked.as_of_day = shown.as_of_day
  and booked.platform = shown.platform
