select order_id, line_number, seller_id as customer_id, 'BRL' as currency, price as net_amount from export
