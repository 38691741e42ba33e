import type { Metadata } from "next";
import { AuthCard } from "@/components/auth/auth-card";
import { SetupForm } from "@/components/auth/setup-form";

export const metadata: Metadata = { title: "Set up" };

export default function SetupPage() {
  return (
    <AuthCard
      title="Set up Muster"
      description="Create the first platform admin. This account runs the fleet and the tenants; it belongs to no tenant."
    >
      <SetupForm />
    </AuthCard>
  );
}
