select customer_id, first_order_on from export
