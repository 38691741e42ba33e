import type { Role } from "@/lib/domain/access/permissions";
import { SESSION_IDLE_HOURS } from "@/lib/domain/access/session-lifetime";

/** A person as admins see them: with their tenants, also suspended ones, and their open sessions. */
export interface PersonRow {
  id: string;
  email: string;
  name: string;
  isPlatformAdmin: boolean;
  disabledAt: Date | null;
  memberships: { tenantId: string; slug: string; role: Role }[];
  liveSessions: number;
  createdAt: Date;
}

/** Everything of `PersonRow`. Conditions follow with WHERE and the alias u (users). */
export const SELECT_PERSON = `
  SELECT u.id, u.email, u.name, u.disabled_at AS "disabledAt", u.created_at AS "createdAt",
         EXISTS (SELECT FROM platform_admins a WHERE a.user_id = u.id) AS "isPlatformAdmin",
         COALESCE((SELECT json_agg(json_build_object('tenantId', t.id, 'slug', t.slug, 'role', m.role)
                                   ORDER BY t.slug)
                     FROM memberships m JOIN tenants t ON t.id = m.tenant_id
                    WHERE m.user_id = u.id), '[]') AS memberships,
         (SELECT count(*) FROM user_sessions s
           WHERE s.user_id = u.id AND u.disabled_at IS NULL AND s.revoked_at IS NULL AND s.expires_at > now()
             AND s.last_seen_at > now() - make_interval(hours => ${SESSION_IDLE_HOURS}))::integer AS "liveSessions"
    FROM users u`;
