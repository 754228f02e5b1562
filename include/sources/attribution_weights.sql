select lower(model) as model, lower(milestone) as milestone, weight from export
