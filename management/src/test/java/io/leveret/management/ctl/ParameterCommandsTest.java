package io.leveret.management.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.admin.ParametersAdmin.Parameter;
import org.junit.jupiter.api.Test;

/** What parameters and policies have to do with each other; texts are RabbitMQ 4.0.5's. */
class ParameterCommandsTest {
    private static final String BARE = "{\"pattern\":\"^x\",\"definition\":{\"max-length\":3},\"priority\":7}";

    private final FakeNode node = new FakeNode();
    private final CommandLine line = new CommandLine(node);

    private void expect(int code, String command, String out, String err) {
        assertThat(line.ctl(command)).as(command).isEqualTo(code);
        assertThat(line.out()).as(command).isEqualTo(out);
        assertThat(line.err()).as(command).isEqualTo(err);
    }

    @Test
    void policiesAreNeitherSetNorClearedAsParameters() {
        node.parameters.add(new Parameter("/", "policy", "p", BARE));
        expect(69, "-q clear_parameter policy p", "", "Error:\npolicies may not be cleared using this method\n");
        expect(69, "-q clear_parameter policy nosuch", "", "Error:\npolicies may not be cleared using this method\n");
        expect(69, "-q set_parameter policy p '{}'", "", "Error:\npolicies may not be set using this method\n");
        assertThat(node.parameters).containsExactly(new Parameter("/", "policy", "p", BARE));
    }

    @Test
    void operatorPoliciesAreSetListedAndClearedAsParameters() {
        expect(0, "-q set_parameter operator_policy op '" + BARE + "'", "", "");
        assertThat(node.parameters).containsExactly(new Parameter("/", "operator_policy", "op", BARE));
        expect(0, "-s list_parameters", "operator_policy\top\t" + BARE + "\n", "");
        expect(0, "-q clear_parameter operator_policy op", "", "");
        expect(69, "-q clear_parameter operator_policy op", "", "Error:\nParameter does not exist\n");
        assertThat(node.parameters).isEmpty();
        node.parametersFail = "Validation failed\n\nKey \"priority\" not found in op\n";
        expect(
                69,
                "-q set_parameter operator_policy op '{}'",
                "",
                "Error:\n" + "Validation failed\n\n" + "Key \"priority\" not found in op\n\n");
    }

    @Test
    void aPolicyThatSaysLessIsListedAllTheSame() {
        node.parameters.add(new Parameter("/", "operator_policy", "op", BARE));
        node.parameters.add(new Parameter("/", "operator_policy", "less", "{\"pattern\":\"y\",\"definition\":{}}"));
        expect(
                0,
                "-q list_operator_policies",
                "vhost\tname\tpattern\tapply-to\tdefinition\tpriority\n"
                        + "/\tless\ty\tundefined\t{}\t0\n"
                        + "/\top\t^x\tundefined\t{\"max-length\":3}\t7\n",
                "");
        assertThat(line.ctl("list_operator_policies --formatter json")).isZero();
        assertThat(line.out())
                .contains("{\"vhost\":\"/\",\"name\":\"op\",\"pattern\":\"^x\",\"apply-to\":\"undefined\","
                        + "\"definition\":\"{\\\"max-length\\\":3}\",\"priority\":7}");
        assertThat(line.ctl("report")).isZero();
        assertThat(line.out()).contains("/\top\t^x\tundefined\t", "Listing limits for vhost");
    }
}
