import type { z } from 'zod';
import type * as schema from './schema';
import type * as summaries from './schema-summary';

/** The types of the report's parts. Importing them brings no zod along: only those who check a report import the schemas. */
export type Report = z.infer<typeof schema.report>;
export type ReportInput = z.infer<typeof schema.input>;
export type ReportFinding = z.infer<typeof schema.finding>;
export type ReportGuidance = z.infer<typeof schema.guidance>;
export type InputSummary = z.infer<typeof summaries.summary>;
export type ProfileSummary = z.infer<typeof summaries.profileSummary>;
export type GoroutineSummary = z.infer<typeof summaries.goroutineSummary>;
export type GctraceSummary = z.infer<typeof summaries.gctraceSummary>;
export type OtherSummary = z.infer<typeof summaries.otherSummary>;
