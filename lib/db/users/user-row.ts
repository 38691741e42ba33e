export interface UserRow {
  id: string;
  email: string;
  name: string;
  passwordHash: string | null;
  disabledAt: Date | null;
}

export const USER_COLUMNS = `id, email, name, password_hash AS "passwordHash", disabled_at AS "disabledAt"`;
