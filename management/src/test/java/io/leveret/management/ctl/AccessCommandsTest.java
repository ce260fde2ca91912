package io.leveret.management.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.admin.PermissionsAdmin.PermissionDetails;
import io.leveret.management.admin.PermissionsAdmin.TopicPermissionDetails;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Users, virtual hosts, permissions, topic permissions. Texts and exit codes are RabbitMQ 4.0.5's. */
class AccessCommandsTest {
    private final FakeNode node = new FakeNode();
    private final CommandLine line = new CommandLine(node);

    private void expect(int code, String command, String out, String err) {
        assertThat(line.ctl(command)).as(command).isEqualTo(code);
        assertThat(line.out()).as(command).isEqualTo(out);
        assertThat(line.err()).as(command).isEqualTo(err);
    }

    @Test
    void usersComeAndGo() {
        expect(
                0,
                "add_user u secret",
                "Adding user \"u\" ...\nDone. Don't forget to grant the user permissions to some virtual hosts!"
                        + " See 'rabbitmqctl help set_permissions' to learn more.\n",
                "");
        expect(70, "add_user u secret", "Adding user \"u\" ...\n", "Error:\nUser \"u\" already exists\n");
        expect(0, "-q add_user v secret", "", "");
        expect(0, "delete_user v", "Deleting user \"v\" ...\n", "");
        expect(0, "delete_user v", "Deleting user \"v\" ...\n", "");
        assertThat(node.passwords.keySet()).containsExactly("guest", "u");
    }

    @Test
    void aPasswordCanComeFromStandardInput() {
        line.input.add("typed");
        expect(
                0,
                "add_user u",
                "Adding user \"u\" ...\nPassword: Done. Don't forget to grant the user permissions to some virtual"
                        + " hosts! See 'rabbitmqctl help set_permissions' to learn more.\n",
                "");
        assertThat(node.passwords).containsEntry("u", "typed");
        assertThat(line.ctl("add_user w")).isEqualTo(65);
        assertThat(node.passwords).doesNotContainKey("w");
    }

    @Test
    void anEmptyPasswordIsRefused() {
        assertThat(line.ctl("add_user u ''")).isEqualTo(65);
        assertThat(node.passwords).doesNotContainKey("u");
    }

    @Test
    void passwordsAreChangedClearedAndChecked() {
        expect(0, "change_password guest other", "Changing password for user \"guest\" ...\n", "");
        expect(0, "authenticate_user guest other", "Authenticating user \"guest\" ...\nSuccess\n", "");
        expect(
                65,
                "authenticate_user guest wrong",
                "Authenticating user \"guest\" ...\n",
                "Error:\nError: failed to authenticate user \"guest\"\nuser 'guest' - invalid credentials\n");
        expect(0, "clear_password guest", "Clearing password for user \"guest\" ...\n", "");
        assertThat(node.passwords).containsEntry("guest", "null");
        expect(
                67,
                "change_password nobody x",
                "Changing password for user \"nobody\" ...\n",
                "Error:\nUser \"nobody\" does not exist\n");
        expect(
                69,
                "clear_password nobody",
                "Clearing password for user \"nobody\" ...\n",
                "Error:\n{:no_such_user, \"nobody\"}\n");
    }

    @Test
    void tagsAreSetAndTakenAway() {
        expect(
                0,
                "set_user_tags guest administrator foo",
                "Setting tags for user \"guest\" to [administrator, foo] ...\n",
                "");
        assertThat(node.tags).containsEntry("guest", List.of("administrator", "foo"));
        expect(0, "set_user_tags guest", "Setting tags for user \"guest\" to [] ...\n", "");
        assertThat(node.tags).containsEntry("guest", List.of());
        expect(
                67,
                "set_user_tags nobody monitoring",
                "Setting tags for user \"nobody\" to [monitoring] ...\n",
                "Error:\nUser \"nobody\" does not exist\n");
    }

    @Test
    void virtualHostsComeAndGo() {
        expect(0, "add_vhost v", "Adding vhost \"v\" ...\n", "");
        expect(0, "add_vhost v", "Adding vhost \"v\" ...\n", "");
        expect(0, "list_vhosts", "Listing vhosts ...\nname\n/\nv\n", "");
        expect(0, "trace_on -p v", "Starting tracing for vhost \"v\" ...\nTrace enabled for vhost v\n", "");
        expect(0, "list_vhosts name tracing", "Listing vhosts ...\nname\ttracing\n/\tfalse\nv\ttrue\n", "");
        expect(0, "trace_off -p v", "Stopping tracing for vhost \"v\" ...\nTrace disabled for vhost v\n", "");
        expect(0, "delete_vhost v", "Deleting vhost \"v\" ...\n", "");
        expect(65, "delete_vhost v", "Deleting vhost \"v\" ...\n", "Virtual host 'v' does not exist\n");
        assertThat(line.ctl("list_vhosts nonsense")).isEqualTo(64);
        assertThat(line.out()).isEmpty();
        assertThat(line.err())
                .startsWith("Error (argument validation): Info key(s) nonsense are not supported\nArguments given:\n");
    }

    @Test
    void permissionsAreSetListedAndCleared() {
        String banner = "Setting permissions for user \"guest\" in vhost \"/\" ...\n";
        expect(0, "set_permissions guest '^a' '' '.*'", banner, "");
        assertThat(node.permissions).containsExactly(new PermissionDetails("guest", "/", "^a", "", ".*"));
        expect(
                0,
                "list_permissions",
                "Listing permissions for vhost \"/\" ...\nuser\tconfigure\twrite\tread\nguest\t^a\t\t.*\n",
                "");
        expect(
                0,
                "list_user_permissions guest",
                "Listing permissions for user \"guest\" ...\nvhost\tconfigure\twrite\tread\n/\t^a\t\t.*\n",
                "");
        expect(0, "clear_permissions guest", "Clearing permissions for user \"guest\" in vhost \"/\" ...\n", "");
        expect(0, "list_permissions", "Listing permissions for vhost \"/\" ...\n\n", "");
        expect(0, "list_permissions --formatter json", "[]\n", "");
    }

    @Test
    void permissionsNeedTheirUserAndVirtualHost() {
        expect(
                67,
                "set_permissions nobody a b c",
                "Setting permissions for user \"nobody\" in vhost \"/\" ...\n",
                "Error:\nUser nobody does not exist\n");
        expect(
                69,
                "set_permissions -p nowhere guest a b c",
                "Setting permissions for user \"guest\" in vhost \"nowhere\" ...\n",
                "Error:\nVirtual host nowhere does not exist\n");
        expect(
                65,
                "list_permissions -p nowhere",
                "Listing permissions for vhost \"nowhere\" ...\n",
                "Virtual host 'nowhere' does not exist\n");
        expect(
                69,
                "list_user_permissions nobody",
                "Listing permissions for user \"nobody\" ...\n",
                "Error:\n{:no_such_user, \"nobody\"}\n");
        expect(
                0,
                "clear_permissions -p nowhere nobody",
                "Clearing permissions for user \"nobody\" in vhost \"nowhere\" ...\n",
                "");
    }

    @Test
    void topicPermissionsAreSetListedAndCleared() {
        expect(
                0,
                "set_topic_permissions guest amq.topic '^x' '^y'",
                "Setting topic permissions on \"amq.topic\" for user \"guest\" in vhost \"/\" ...\n",
                "");
        line.ctl("set_topic_permissions guest other a b");
        assertThat(node.topics).contains(new TopicPermissionDetails("guest", "/", "amq.topic", "^x", "^y"));
        expect(
                0,
                "list_topic_permissions -q",
                "user\texchange\twrite\tread\nguest\tamq.topic\t^x\t^y\nguest\tother\ta\tb\n",
                "");
        expect(
                0,
                "clear_topic_permissions guest amq.topic",
                "Clearing topic permissions on \"amq.topic\" for user \"guest\" in vhost \"/\" ...\n",
                "");
        expect(
                0,
                "list_user_topic_permissions guest",
                "Listing topic permissions for user \"guest\" ...\n/\tother\ta\tb\n",
                "");
        expect(0, "list_user_topic_permissions guest -s", "/\tother\ta\tb\n", "");
        expect(
                0,
                "clear_topic_permissions guest",
                "Clearing topic permissions for user \"guest\" in vhost \"/\" ...\n",
                "");
        assertThat(node.topics).isEmpty();
    }

    @Test
    void aUserMayComeWithTheHashOfItsPassword() {
        assertThat(line.ctl("-q add_user hashed YWJjZA== --pre-hashed-password"))
                .isZero();
        assertThat(node.passwords).containsEntry("hashed", "null:YWJjZA==");
        assertThat(line.ctl("-q add_user hashed YWJjZA== --pre-hashed-password"))
                .as("nobody is changed by adding")
                .isEqualTo(70);
        for (String wrong : List.of("abc", "a:b:", "YWJjZA=")) {
            assertThat(line.ctl("add_user other " + wrong + " --pre-hashed-password"))
                    .isEqualTo(65);
            assertThat(line.err()).contains("Could not Base64 decode provided password hash value");
        }
        assertThat(node.passwords).doesNotContainKey("other");
    }
}
