import { synthesized, testApp } from "cdktf-groupware/testing";
import { CalendarsStack } from "../../examples/calendars/calendars-stack";

test("what the example deploys keeps its addresses in Terraform's state and its names on the engine", () => {
  const stack = new CalendarsStack(testApp(), "calendars");

  const resources: Record<string, Record<string, { name?: string }>> = synthesized(stack).stack("calendars").resource;

  // Another address replaces what has it, and of a volume that is the loss of its data.
  expect(
    Object.entries(resources).flatMap(([type, byId]) =>
      Object.entries(byId).map(([id, { name = "" }]) => `${type}.${id} ${name}`.trim()),
    ),
  ).toEqual([
    "docker_container.host_caldav-key_Make_2FA35289 calendars-caldav-key-make",
    "docker_container.host_caldav_Schema_AB9FC964 calendars-caldav-schema",
    "docker_container.host_caldav_Secrets_Write_9B1A1A8B calendars-caldav-secrets-write",
    "docker_container.host_caldav_Service_131B27BD calendars-caldav",
    "docker_container.host_calendars-backend_SecretKey_Make_F44C79C0 calendars-calendars-backend-secret-key-make",
    "docker_container.host_calendars-backend_Secrets_Write_DDD066E0 calendars-calendars-backend-secrets-write",
    "docker_container.host_calendars-backend_Service_FE547C06 calendars-calendars-backend",
    "docker_container.host_postgresql_Config_Write_A210CD6E calendars-postgresql-config-write",
    "docker_container.host_postgresql_Password_Make_8D00EB50 calendars-postgresql-password-make",
    "docker_container.host_postgresql_Prepare_7B4BC572 calendars-postgresql-prepare",
    "docker_container.host_postgresql_Service_4EE5548D calendars-postgresql",
    "docker_container.host_postgresql_SuperuserPassword_Write_5AA55371 calendars-postgresql-superuser-password-write",
    "docker_container.host_postgresql_Superuser_D366BD3E calendars-postgresql-superuser",
    "docker_container.host_postgresql_database-caldav_Password_Make_B5032BC5 calendars-postgresql-database-caldav-password-make",
    "docker_container.host_postgresql_database-caldav_Reconcile_DF02FF33 calendars-postgresql-database-caldav-reconcile",
    "docker_container.host_postgresql_database-caldav_Secrets_Write_CA3A4F00 calendars-postgresql-database-caldav-secrets-write",
    "docker_container.host_postgresql_database-calendars_Password_Make_B9759AEC calendars-postgresql-database-calendars-password-make",
    "docker_container.host_postgresql_database-calendars_Reconcile_E176ACCC calendars-postgresql-database-calendars-reconcile",
    "docker_container.host_postgresql_database-calendars_Secrets_Write_90CEC41D calendars-postgresql-database-calendars-secrets-write",
    "docker_network.host_messages_FFC115D8 calendars-messages",
    "docker_volume.host_caldav-key_Volume_DBD801C6 calendars-caldav-key-volume",
    "docker_volume.host_caldav_Secrets_Volume_F6DE5ABA calendars-caldav-secrets-volume",
    "docker_volume.host_calendars-backend_SecretKey_Volume_71526656 calendars-calendars-backend-secret-key-volume",
    "docker_volume.host_calendars-backend_Secrets_Volume_4F155C0D calendars-calendars-backend-secrets-volume",
    "docker_volume.host_postgresql_Config_Volume_84E106AB calendars-postgresql-config-volume",
    "docker_volume.host_postgresql_Data_D906F987 calendars-postgresql-data",
    "docker_volume.host_postgresql_Password_Volume_16A42A8F calendars-postgresql-password-volume",
    "docker_volume.host_postgresql_Socket_59453961 calendars-postgresql-socket",
    "docker_volume.host_postgresql_SuperuserPassword_Volume_961E720E calendars-postgresql-superuser-password-volume",
    "docker_volume.host_postgresql_database-caldav_Password_Volume_A4BE865D calendars-postgresql-database-caldav-password-volume",
    "docker_volume.host_postgresql_database-caldav_Secrets_Volume_0D5AAADE calendars-postgresql-database-caldav-secrets-volume",
    "docker_volume.host_postgresql_database-calendars_Password_Volume_946FCD1C calendars-postgresql-database-calendars-password-volume",
    "docker_volume.host_postgresql_database-calendars_Secrets_Volume_B91DEBC4 calendars-postgresql-database-calendars-secrets-volume",
    "terraform_data.host_caldav_DatabaseSchema_EC9F12FB",
    "terraform_data.host_calendars-backend_Service_Values_A4772087",
    "terraform_data.host_postgresql_FirstBoot_1E4A209A",
    "terraform_data.host_postgresql_Service_Values_C4652659",
    "terraform_data.host_postgresql_database-caldav_Reconcile_Values_99B5A9E7",
    "terraform_data.host_postgresql_database-calendars_Reconcile_Values_3BDDCDB2",
  ]);
});
