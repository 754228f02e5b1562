"""Every mart that a report may read, with the columns that a scope filters on.

A mart's scope columns are `team`, `program_id`, or `level` and `item`. A scoped read of a mart that has no such column
gives nothing: what can't be told apart by team or program is not shown to who may see only some of them. Two marts are
common: the programs' names and the freshness of sources hold no team's rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import sqlalchemy as sa

from plumbline.reports.scope import Scope

# what `level` may say in a mart that has one, beside the company
LEVELS = {
    "profit_bridge": ("program",),
    "speed_to_lead": ("team", "program"),
    "lead_acceptance": ("team", "program"),
    "sales_velocity": ("team",),
    "pipeline_coverage": ("team",),
    "calibration_band": ("team",),
    "calibration_score": ("team",),
}


@dataclass(frozen=True)
class Mart:
    """A table of schema `marts`, the columns that reports read of it, and whether any scope may read it."""

    name: str
    columns: tuple[str, ...]
    is_common: bool = False

    @cached_property
    def table(self) -> sa.TableClause:
        """For a query: one object, or SQLAlchemy would take it for several tables."""
        return sa.table(self.name, *(sa.column(column) for column in self.columns), schema="marts")

    def within(self, scope: Scope) -> list[sa.ColumnElement[bool]]:
        """The conditions that keep a read inside the scope."""
        c = self.table.c
        conditions: list[sa.ColumnElement[bool]] = []
        if scope.teams is not None and not self.is_common:
            if "team" in self.columns:
                conditions.append(c.team.in_(scope.teams))
            elif "level" in self.columns:
                conditions.append(sa.and_(c.level == "team", c.item.in_(scope.teams)))
            else:
                conditions.append(sa.false())
        if scope.programs is not None:
            if "program_id" in self.columns:
                conditions.append(c.program_id.in_(scope.programs))
            elif "level" in self.columns:
                conditions.append(sa.and_(c.level == "program", c.item.in_(scope.programs)))
            elif not self.is_common:
                conditions.append(sa.false())
        return conditions

    def may_show(self, scope: Scope) -> bool:
        """Whether a scope can see any row of it; by a level either the team or the program is told, never both."""
        if scope.is_whole or self.is_common:
            return True
        levels = LEVELS.get(self.name, ())
        wanted = (("team", "team", scope.teams), ("program_id", "program", scope.programs))
        by_level = [level for column, level, of in wanted if of is not None and column not in self.columns]
        return len(by_level) <= 1 and all(level in levels for level in by_level)


PERIOD = (
    "as_of_day vintage period_first_day ad_spend other_cost cost net_revenue contribution orders platform_conversions"
    " platform_conversion_value roi_percent romi roas_platform roas_booked currency"
)
COMMON = ("program", "source_freshness")
COLUMNS = {
    "company_period": f"{PERIOD} qualified weighted qualified_deals",
    "program_period": f"{PERIOD} program_id",
    "program": "program_id program_name program_group goal starts_on ends_on owner",
    "program_day": "day program_id orders cost platform_conversions",
    "qualified_pipeline": "as_of_day vintage model program_id qualified weighted open_amount qualified_deals open_deals"
    " currency",
    "team_pipeline": "as_of_day vintage team qualified weighted open_amount qualified_deals open_deals currency",
    "pipeline_bridge": "as_of_day vintage program_id opening restated newly_qualified raised lowered fell_below won"
    " lost removed currency_effect closing currency",
    "deal_move": "as_of_day vintage deal_id deal_name account_name team owner movement opening closing change"
    " probability_before probability_after stage_before stage_after threshold program_id currency",
    "reconciliation": "day platform campaign_id campaign_name program_id platform_conversions tracked_conversions"
    " orders view_through click_window duplicates returns_cancellations time_zone unexplained no_consent"
    " tracked_unexplained platform_conversion_value tracked_conversion_value order_value currency",
    "conversion_counts": "as_of_day platform_conversions platform_conversion_value tracked_conversions"
    " tracked_conversion_value orders order_value currency",
    "lead_funnel": "program_id leads deals won_deals won_sales currency",
    "restatement": "known_on source measure days_moved oldest_day before after change unit",
    "source_freshness": "as_of_day source title arrives last_day days_late missing_days files rows_loaded rows_refused",
    "target_pace": "as_of_day measure month target_month target_to_date actual_to_date target_period actual_period"
    " currency",
    "attribution_matrix": "as_of_day subject_type tracked_program_id reported_program_id subjects amount currency",
    "attribution_comparison": "as_of_day program_id model orders net_revenue contribution deals qualified currency",
    "attribution_agreement": "as_of_day program_id models lowest highest lowest_model highest_model default_value"
    " spread_percent measure currency",
    "markov_attribution": "as_of_day program_id paths converting_paths removal_effect share net_revenue is_withheld"
    " reason currency",
    "program_combination": "as_of_day program_group members deals_touched sum_of_members counted_twice"
    " qualified_touched qualified_credited orders_touched net_revenue_credited cost roi_percent romi currency",
    "account_coverage": "as_of_day program_id target_accounts reached with_lead with_open_deal qualified_accounts"
    " won_accounts coverage_percent qualified currency",
    "profit_bridge": "period_kind first_day as_of_day vintage level item impressions clicks cpm ctr cpc"
    " platform_conversions cpa orders cost_per_order sales cancellations returns net_revenue cost_of_goods gross_margin"
    " payment_fees fulfilment contribution ad_spend other_cost cost result roi_percent romi roas_platform roas_booked"
    " currency",
    "customer_acquisition": "as_of_day program_id new_customers ad_spend cost cac_media cac_loaded"
    " monthly_margin_per_customer payback_months currency",
    "customer_cohort": "cohort_month month_number customers margin cumulative_margin margin_per_customer is_observed"
    " currency",
    "lifetime_value": "as_of_day cohort_month customers months_observed ltv_observed ltv_12 ltv_12_low ltv_12_high"
    " is_extrapolated method currency",
    "platform_reporting_ratio": "as_of_day platform platform_conversions orders ratio ratio_low ratio_high"
    " platform_conversion_value order_value value_per_conversion value_low value_high currency",
    "restated_since": "as_of_day period_kind source measure days_moved oldest_day before after change unit",
    "creator_performance": "as_of_day creator_id creator_name platform program_id goal posts views best_reach"
    " engagements engagement_rate_views engagement_rate_followers clicks click_rate orders_by_code orders_by_link"
    " orders conversion_rate cost net_revenue contribution roi_percent romi cost_per_engagement cost_per_order"
    " leading_measure leading_value currency",
    "post_performance": "as_of_day post_id title platform creator_id program_id kind goal posted_on views reach"
    " engagements engagement_rate_views engagement_rate_reach clicks orders conversion_rate cost net_revenue"
    " contribution roi_percent leading_measure leading_value currency",
    "creative_performance": "as_of_day creative_id ad_name platform version replaces_creative_id program_id days_live"
    " impressions clicks ctr spend orders net_revenue contribution new_customers cac qualified roi_percent romi"
    " share_of_spend share_of_contribution recommendation currency",
    "creative_fatigue": "as_of_day creative_id ad_name days impressions ctr_first_week ctr_last_week"
    " weekly_change_percent low high p_value statistic is_fatigued reason",
    "platform_rating": "as_of_day platform quarter grade previous_grade is_rated reason score target_share"
    " engagement_rate conversion_rate daily_use_share benchmark_target_share benchmark_engagement_rate"
    " benchmark_conversion_rate reach relevant_reach outlook next_grade_up next_grade_up_needs next_grade_down"
    " next_grade_down_at sample_size",
    "speed_to_lead": "as_of_day level item leads answered unanswered median_minutes p90_minutes"
    " median_working_minutes p90_working_minutes",
    "lead_acceptance": "as_of_day level item leads accepted rejected undecided acceptance_rate",
    "rejection_reason": "as_of_day program_id reason leads",
    "sales_velocity": "as_of_day level item open_deals closed won win_rate win_rate_value average_deal cycle_days"
    " velocity_per_day currency",
    "pipeline_coverage": "as_of_day level item target_left expected_to_close band_win_rate coverage needed_coverage"
    " currency",
    "prospect_profile": "as_of_day program_id dimension value leads won share_of_leads share_of_won",
    "calibration_band": "as_of_day level item item_name team band_low band_high deals won stated win_rate win_rate_low"
    " win_rate_high",
    "calibration_score": "as_of_day level item item_name team deals brier brier_of_base_rate stated win_rate"
    " shrunk_win_rate ratio verdict threshold won_at_threshold won_at_threshold_low won_at_threshold_high"
    " calibrated_threshold",
    "lead_score": "as_of_day rank lead_id company industry size role country source program_id team created_on"
    " probability amount expected_value reason_1 reason_2 reason_3 currency",
    "lead_ranking": "as_of_day trained_on leads_tested won lift_top_tenth lift_newest_first lift_random lift_perfect"
    " brier calibration_slope is_used reason",
    "response_curve": "as_of_day channel weeks theta half_saturation shape effect spend_now spend_low spend_high"
    " marginal_romi marginal_romi_low marginal_romi_high is_known is_indicative reason currency",
    "response_curve_point": "as_of_day channel spend contribution low high currency",
    "budget_shift": "as_of_day from_channel to_channel amount gain gain_low gain_high is_supported reason currency",
    "forecast": "as_of_day measure weeks_ahead week_end value low high naive method is_naive reason currency",
    "forecast_score": "as_of_day measure weeks_ahead backtests error naive_error error_ratio coverage beats_naive",
    "leading_indicator": "as_of_day indicator value value_before low high answers",
    "goal_attainment": "as_of_day program_id goal measure target actual attainment_percent expected_by_now_percent"
    " pace_percent stated_before_start currency",
}
MARTS = {name: Mart(name, tuple(columns.split()), name in COMMON) for name, columns in COLUMNS.items()}
