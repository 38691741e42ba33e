/** Owns every platform agent. No person is a member of it, no key acts as it, no job belongs to it. */
export const SYSTEM_TENANT_ID = "00000000-0000-0000-0000-000000000001";
