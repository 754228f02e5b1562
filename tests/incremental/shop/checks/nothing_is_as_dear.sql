/*
description: a shop sold much
severity: warn
remedy: Be glad.
*/
select shop from marts.total where money > 350
