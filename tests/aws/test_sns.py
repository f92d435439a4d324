"""Notifications as their users meet them: boto3 and the aws CLI on one side, a real HTTP endpoint and a real
mail server on the other."""

import base64
import json
import re
import signal
import ssl
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from xml.etree import ElementTree

import pytest
import rsa
from botocore.exceptions import ClientError
from pyasn1.codec.der import decoder, encoder
from receivers import HttpReceiver, SmtpReceiver, eventually
from support import ACCESS_KEY, REGION, SECRET_KEY

SNS_XML = "{http://sns.amazonaws.com/doc/2010-03-31/}"
FROM = "Alarms <alarms@example.com>"


@pytest.fixture
def house(start_server, mailbox):
    """A server that may deliver to this machine, by HTTP and by mail."""
    return start_server("--no-collector", "--allow-private-endpoints", "--smtp-url",
                        f"smtp://127.0.0.1:{mailbox.port}", "--smtp-from", FROM)


def get(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read().decode()


def post(url, **form):
    data = urllib.parse.urlencode(form).encode()
    with urllib.request.urlopen(urllib.request.Request(url, data=data, method="POST"), timeout=10) as answer:
        return answer.read().decode()


def subscribed(sns, topic, receiver, **attributes):
    """Subscribes an HTTP endpoint, which follows the link it's sent, as endpoints do. Its ARN."""
    answer = sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=receiver.url, Attributes=attributes)
    assert answer["SubscriptionArn"] == "pending confirmation"
    invitation = receiver.next("SubscriptionConfirmation").json()
    xml = ElementTree.fromstring(get(invitation["SubscribeURL"]))
    return xml.findtext(f"{SNS_XML}ConfirmSubscriptionResult/{SNS_XML}SubscriptionArn")


def refused(call, code):
    with pytest.raises(ClientError) as caught:
        call()
    assert caught.value.response["Error"]["Code"] == code
    return caught.value.response["Error"]["Message"]


def public_key(certificate_pem):
    """Of an X.509 certificate, with nothing but a DER decoder."""
    der = base64.b64decode("".join(certificate_pem.split("-----")[2].split()))
    certificate, _ = decoder.decode(der)
    return rsa.PublicKey.load_pkcs1_openssl_der(encoder.encode(certificate[0][6]))


def check_signature(message, names):
    signed = "".join(f"{name}\n{message[name]}\n" for name in names if name in message)
    assert message["SignatureVersion"] == "2"
    key = public_key(get(message["SigningCertURL"]))
    assert rsa.verify(signed.encode(), base64.b64decode(message["Signature"]), key) == "SHA-256"
    with pytest.raises(rsa.VerificationError):
        rsa.verify(signed.encode() + b"x", base64.b64decode(message["Signature"]), key)


def test_an_http_endpoint_from_invitation_to_farewell(house, receiver):
    sns = house.client("sns")
    topic = sns.create_topic(Name="ops", Attributes={"DisplayName": "Ops"})["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=receiver.url)
    invitation = receiver.next("SubscriptionConfirmation")
    assert "x-amz-sns-subscription-arn" not in invitation.headers
    assert invitation.headers["x-amz-sns-topic-arn"] == topic
    assert invitation.headers["content-type"] == "text/plain; charset=UTF-8"
    handshake = ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"]
    check_signature(invitation.json(), handshake)
    sns.publish(TopicArn=topic, Message="too early")
    [pending] = sns.list_subscriptions()["Subscriptions"]
    assert pending["SubscriptionArn"] == "PendingConfirmation" and pending["Endpoint"] == receiver.url
    get(invitation.json()["SubscribeURL"])
    [confirmed] = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    arn = confirmed["SubscriptionArn"]
    assert arn.startswith(topic + ":")

    sent = sns.publish(TopicArn=topic, Subject="Hot", Message="It's <hot>\nand ☃", MessageAttributes={
        "Level": {"DataType": "Number", "StringValue": "3"},
        "Blob": {"DataType": "Binary", "BinaryValue": b"\x00\xff"}})
    notification = receiver.next()
    assert notification.headers["x-amz-sns-message-id"] == sent["MessageId"]
    assert notification.headers["x-amz-sns-subscription-arn"] == arn
    message = notification.json()
    assert list(message) == ["Type", "MessageId", "TopicArn", "Subject", "Message", "Timestamp", "SignatureVersion",
                             "Signature", "SigningCertURL", "UnsubscribeURL", "MessageAttributes"]
    assert message["Message"] == "It's <hot>\nand ☃" and message["MessageId"] == sent["MessageId"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", message["Timestamp"])
    assert message["MessageAttributes"] == {"Blob": {"Type": "Binary", "Value": "AP8="},
                                            "Level": {"Type": "Number", "Value": "3"}}
    check_signature(message, ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"])
    counts = sns.get_topic_attributes(TopicArn=topic)["Attributes"]
    assert (counts["SubscriptionsConfirmed"], counts["SubscriptionsPending"]) == ("1", "0")

    get(message["UnsubscribeURL"])
    assert sns.list_subscriptions()["Subscriptions"] == []
    farewell = receiver.next("UnsubscribeConfirmation").json()
    check_signature(farewell, handshake)
    sns.publish(TopicArn=topic, Message="to nobody")
    get(farewell["SubscribeURL"])
    sns.publish(TopicArn=topic, Message="back again")
    assert receiver.next().json()["Message"] == "back again", "nothing came before the confirmation or after the end"


def test_raw_messages_structures_and_batches(house, receiver):
    sns = house.client("sns")
    topic = sns.create_topic(Name="raw")["TopicArn"]
    arn = subscribed(sns, topic, receiver)
    sns.publish(TopicArn=topic, MessageStructure="json", Message=json.dumps({"default": "d", "http": "over http"}))
    assert receiver.next().json()["Message"] == "over http"
    sns.set_subscription_attributes(SubscriptionArn=arn, AttributeName="RawMessageDelivery", AttributeValue="true")
    sns.publish(TopicArn=topic, Message="as it is")
    raw = receiver.next()
    assert raw.body == "as it is" and raw.headers["x-amz-sns-rawdelivery"] == "true"
    batch = sns.publish_batch(TopicArn=topic, PublishBatchRequestEntries=[
        {"Id": str(number), "Message": f"m{number}"} for number in range(10)] )
    assert len(batch["Successful"]) == 10 and "Failed" not in batch or batch["Failed"] == []
    assert {receiver.next().body for _ in range(10)} == {f"m{number}" for number in range(10)}
    attributes = sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
    assert attributes["RawMessageDelivery"] == "true" and attributes["PendingConfirmation"] == "false"


def test_a_filter_policy_lets_through_what_it_names(house, receiver):
    sns = house.client("sns")
    topic = sns.create_topic(Name="filtered")["TopicArn"]
    arn = subscribed(sns, topic, receiver, FilterPolicy=json.dumps({"level": [{"numeric": [">=", 3]}], "room": ["a"]}))
    for level, room in ((2, "a"), (3, "b"), (3, "a")):
        sns.publish(TopicArn=topic, Message=f"{level} {room}", MessageAttributes={
            "level": {"DataType": "Number", "StringValue": str(level)},
            "room": {"DataType": "String", "StringValue": room}})
    assert receiver.next().json()["Message"] == "3 a"
    sns.set_subscription_attributes(SubscriptionArn=arn, AttributeName="FilterPolicy", AttributeValue="")
    sns.set_subscription_attributes(SubscriptionArn=arn, AttributeName="FilterPolicyScope", AttributeValue="MessageBody")
    sns.set_subscription_attributes(SubscriptionArn=arn, AttributeName="FilterPolicy",
                                    AttributeValue=json.dumps({"NewStateValue": ["ALARM"]}))
    for state in ("OK", "ALARM"):
        sns.publish(TopicArn=topic, Message=json.dumps({"NewStateValue": state}))
    assert json.loads(receiver.next().json()["Message"]) == {"NewStateValue": "ALARM"}
    assert receiver.requests == []
    assert refused(lambda: sns.set_subscription_attributes(
        SubscriptionArn=arn, AttributeName="FilterPolicy", AttributeValue='{"a": 1}'), "InvalidParameter") == (
        'Invalid parameter: FilterPolicy: "a" must be an object or an array')


def test_mail_is_confirmed_by_a_button_and_ended_by_one(house, mailbox):
    sns = house.client("sns")
    topic = sns.create_topic(Name="mail", Attributes={"DisplayName": "Ops"})["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="person@example.com")
    sender, recipients, invitation = mailbox.next()
    assert (sender, recipients) == ("alarms@example.com", ["person@example.com"])
    assert invitation["From"] == "Ops <alarms@example.com>"
    link = re.search(r"http://\S+/confirmation\.html\?\S+", invitation.get_content()).group()

    page = get(link)
    assert "person@example.com" in page and topic in page
    [pending] = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    assert pending["SubscriptionArn"] == "PendingConfirmation", "a mail scanner that visits the link confirms nothing"
    hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page))
    assert "Subscription confirmed" in post(link.split("?")[0], **hidden)

    sns.publish(TopicArn=topic, Subject="Hot", Message="Ünicode\n.\nline")
    _, _, mail = mailbox.next()
    assert mail["Subject"] == "Hot" and mail["Auto-Submitted"] == "auto-generated"
    text = mail.get_content().replace("\r\n", "\n")
    assert text.startswith("Ünicode\n.\nline\n\n--\n")
    link = re.search(r"http://\S+/unsubscribe\.html\?\S+", text).group()
    assert mail["List-Unsubscribe"] == f"<{link}>"
    hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', get(link)))
    assert "has ended" in post(link.split("?")[0], **hidden)
    assert sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"] == []
    assert mailbox.next()[2]["Subject"] == "Barograph Notification - Unsubscribe Confirmation"


def test_mail_as_json(house, mailbox):
    sns = house.client("sns")
    topic = sns.create_topic(Name="mail-json")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="email-json", Endpoint="program@example.com")
    invitation = json.loads(mailbox.next()[2].get_content())
    assert sns.confirm_subscription(TopicArn=topic, Token=invitation["Token"])["SubscriptionArn"].startswith(topic)
    sns.publish(TopicArn=topic, Message="x" * 3000)
    message = json.loads(mailbox.next()[2].get_content())
    assert message["Type"] == "Notification" and message["Message"] == "x" * 3000
    check_signature(message, ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"])


def test_nothing_published_is_lost_by_kill_9(start_server, tmp_path):
    args = ("--no-collector", "--allow-private-endpoints")
    data_dir = tmp_path / "data"
    server = start_server(*args, data_dir=data_dir)
    receiver = HttpReceiver()
    sns = server.client("sns")
    topic = sns.create_topic(Name="durable")["TopicArn"]
    policy = {"healthyRetryPolicy": {"numRetries": 50, "minDelayTarget": 1, "maxDelayTarget": 1}}
    subscribed(sns, topic, receiver, DeliveryPolicy=json.dumps(policy))
    receiver.close()

    # Nobody listens now: what is acknowledged waits.
    acknowledged = {sns.publish(TopicArn=topic, Message="waiting")["MessageId"] for _ in range(5)}
    time.sleep(0.3)
    server.stop(signal.SIGKILL)
    receiver = HttpReceiver(receiver.port)
    for _ in range(3):
        server = start_server(*args, data_dir=data_dir)
        sns = server.client("sns")
        # Killed in the middle of delivering.
        acknowledged |= {sns.publish(TopicArn=topic, Message="more")["MessageId"] for _ in range(30)}
        server.stop(signal.SIGKILL)
    start_server(*args, data_dir=data_dir)
    arrived = lambda: {request.headers["x-amz-sns-message-id"] for request in list(receiver.requests)}
    eventually(lambda: acknowledged <= arrived(), "every acknowledged message")
    assert arrived() == acknowledged and len(acknowledged) == 95
    receiver.close()


def test_what_never_arrives_is_recorded_with_its_message(house, receiver):
    sns, logs = house.client("sns"), house.client("logs")
    topic = sns.create_topic(Name="lost")["TopicArn"]
    policy = {"healthyRetryPolicy": {"numRetries": 2, "minDelayTarget": 1, "maxDelayTarget": 1}}
    arn = subscribed(sns, topic, receiver, DeliveryPolicy=json.dumps(policy))
    receiver.statuses = [500, 503, 500]
    sent = sns.publish(TopicArn=topic, Message="lost")["MessageId"]

    def records():
        try:
            found = logs.filter_log_events(logGroupName="sns/us-east-1/000000000000/lost/Failure")["events"]
        except logs.exceptions.ResourceNotFoundException:
            return None
        return [json.loads(event["message"]) for event in found]

    [record] = eventually(records, "the record")
    assert record["status"] == "FAILURE"
    assert record["notification"]["message"] == "lost" and record["notification"]["messageId"] == sent
    assert record["delivery"]["attempts"] == 3 and record["delivery"]["statusCode"] == 500
    assert record["delivery"]["subscriptionArn"] == arn
    assert len(receiver.requests) == 3


def test_private_and_metadata_addresses_need_leave_or_get_none(start_server, house, receiver):
    strict = start_server("--no-collector", data_dir=house.data_dir.parent / "strict")
    sns, logs = strict.client("sns"), strict.client("logs")
    topic = sns.create_topic(Name="t")["TopicArn"]
    join = lambda client, url: client.subscribe(TopicArn=topic, Protocol="http", Endpoint=url)
    message = refused(lambda: join(sns, receiver.url), "InvalidParameter")
    assert "--allow-private-endpoints" in message
    house_sns = house.client("sns")
    house_sns.create_topic(Name="t")
    for url in ("http://169.254.169.254/latest/meta-data/", "http://[::ffff:169.254.169.254]/", "http://2852039166/",
                "http://0.0.0.0:80/", "http://[fe80::1]/"):
        for client in (sns, house_sns):
            assert "never" in refused(lambda: join(client, url), "InvalidParameter"), url
    # A name shows its address only when it's resolved.
    join(sns, receiver.url.replace("127.0.0.1", "localhost"))

    def records():
        groups = logs.describe_log_groups(logGroupNamePrefix="sns/")["logGroups"]
        return groups and logs.filter_log_events(logGroupName=groups[0]["logGroupName"])["events"]

    record = json.loads(eventually(records, "the record")[0]["message"])
    assert record["notification"]["type"] == "SubscriptionConfirmation"
    assert "loopback or private" in record["delivery"]["providerResponse"]
    assert receiver.requests == []
    mail = refused(lambda: sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="a@b.example"), "InvalidParameter")
    assert "--smtp-url" in mail


@pytest.fixture
def tls(tmp_path, monkeypatch):
    """A certificate for localhost that the servers of this test trust."""
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=critical,CA:FALSE",
                    "-keyout", key, "-out", certificate], check=True, capture_output=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return context


def test_encrypted_endpoints_and_a_relay_with_a_password(start_server, tls):
    receiver, mailbox = HttpReceiver(tls=tls), SmtpReceiver(tls=tls, user=("me@example.com", "pässword/:@"))
    password = urllib.parse.quote("pässword/:@", safe="")
    server = start_server("--no-collector", "--allow-private-endpoints", "--smtp-url",
                          f"smtps://me%40example.com:{password}@localhost:{mailbox.port}", "--smtp-from", FROM)
    sns = server.client("sns")
    topic = sns.create_topic(Name="tls")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="https", Endpoint=receiver.url)
    assert receiver.next("SubscriptionConfirmation").headers["host"] == f"localhost:{receiver.port}"
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="person@example.com")
    assert "Subscription Confirmation" in mailbox.next()[2]["Subject"]
    assert password not in server.output() and "pässword" not in server.output()
    receiver.close()
    mailbox.close()


def test_only_links_work_without_a_signature(house):
    sns = house.client("sns")
    topic = sns.create_topic(Name="links")["TopicArn"]
    for query, status, code in (
            (f"Action=Publish&Version=2010-03-31&TopicArn={topic}&Message=x", 403, "MissingAuthenticationToken"),
            (f"Action=DeleteTopic&Version=2010-03-31&TopicArn={topic}", 403, "MissingAuthenticationToken"),
            (f"Action=ConfirmSubscription&TopicArn={topic}&Token=guess", 400, "InvalidParameter"),
            (f"Action=ConfirmSubscription&TopicArn={topic}x&Token=guess", 404, "NotFound"),
            ("Action=Unsubscribe&SubscriptionArn=x", 400, "InvalidParameter")):
        with pytest.raises(urllib.error.HTTPError) as caught:
            get(f"{house.url}/?{query}")
        error = ElementTree.fromstring(caught.value.read())
        assert (caught.value.code, error.findtext(f"{SNS_XML}Error/{SNS_XML}Code")) == (status, code), query
    with pytest.raises(urllib.error.HTTPError) as caught:
        post(house.url + "/", Action="ConfirmSubscription", Version="2010-03-31", TopicArn=topic, Token="guess")
    assert caught.value.code == 403, "links are visited, not posted"
    with pytest.raises(urllib.error.HTTPError) as caught:
        get(house.url + "/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem")
    assert caught.value.code == 404


def test_refusals_have_aws_s_codes(cloudwatch, server):
    sns = server.client("sns")
    topic = sns.create_topic(Name="refusals")["TopicArn"]
    assert sns.create_topic(Name="refusals")["TopicArn"] == topic
    missing = topic + "x"
    assert refused(lambda: sns.publish(TopicArn=missing, Message="x"), "NotFound") == "Topic does not exist"
    assert refused(lambda: sns.get_subscription_attributes(SubscriptionArn=topic + ":x"), "NotFound") == (
        "Subscription does not exist")
    assert refused(lambda: sns.publish(TopicArn=topic, Message="x", Subject=""), "InvalidParameter") == (
        "Invalid parameter: Subject")
    assert refused(lambda: sns.subscribe(TopicArn=topic, Protocol="test-protocol", Endpoint="x"),
                   "InvalidParameter").endswith("does not support this protocol string: test-protocol")
    with pytest.raises(sns.exceptions.EmptyBatchRequestException):
        sns.publish_batch(TopicArn=topic, PublishBatchRequestEntries=[])
    with pytest.raises(sns.exceptions.InvalidParameterException) as caught:
        sns.subscribe(TopicArn=topic, Protocol="http", Endpoint="http://1.1.1.1/",
                      Attributes={"RedrivePolicy": '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:q"}'})
    assert "RedrivePolicy: there are no SQS queues here" in str(caught.value)
    sns.tag_resource(ResourceArn=topic, Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
    sns.untag_resource(ResourceArn=topic, TagKeys=["a", "none"])
    assert sns.list_tags_for_resource(ResourceArn=topic)["Tags"] == [{"Key": "b", "Value": "2"}]
    assert refused(lambda: sns.list_tags_for_resource(ResourceArn=missing), "ResourceNotFound") == (
        "Resource does not exist")
    with pytest.raises(sns.exceptions.TagLimitExceededException):
        sns.tag_resource(ResourceArn=topic, Tags=[{"Key": str(number), "Value": ""} for number in range(50)])
    sns.delete_topic(TopicArn=topic)
    sns.delete_topic(TopicArn=topic)
    names = [f"page-{number:03}" for number in range(101)]
    for name in names:
        sns.create_topic(Name=name)
    pages = sns.get_paginator("list_topics").paginate()
    listed = [found["TopicArn"].rsplit(":", 1)[1] for page in pages for found in page["Topics"]]
    assert [name for name in listed if name.startswith("page-")] == names


def test_the_aws_cli(house, receiver, tmp_path):
    from test_cli import Cli
    aws = Cli(tmp_path / "home", f"""[profile barograph]
aws_access_key_id = {ACCESS_KEY}
aws_secret_access_key = {SECRET_KEY}
region = {REGION}
endpoint_url = {house.url}
""")
    topic = aws("sns", "create-topic", "--name", "cli", "--attributes", "DisplayName=Cli")["TopicArn"]
    joined = aws("sns", "subscribe", "--topic-arn", topic, "--protocol", "http", "--notification-endpoint",
                 receiver.url, "--attributes", "RawMessageDelivery=true", "--return-subscription-arn")
    token = receiver.next("SubscriptionConfirmation").json()["Token"]
    confirmed = aws("sns", "confirm-subscription", "--topic-arn", topic, "--token", token,
                    "--authenticate-on-unsubscribe", "true")
    assert confirmed == joined
    aws("sns", "publish", "--topic-arn", topic, "--message", "from the CLI")
    assert receiver.next().body == "from the CLI"
    attributes = aws("sns", "get-subscription-attributes", "--subscription-arn", joined["SubscriptionArn"])
    assert attributes["Attributes"]["ConfirmationWasAuthenticated"] == "true"
    with pytest.raises(urllib.error.HTTPError) as caught:
        get(f"{house.url}/?Action=Unsubscribe&SubscriptionArn={joined['SubscriptionArn']}")
    assert caught.value.code == 403, "the owner asked for signatures"
    aws("sns", "unsubscribe", "--subscription-arn", joined["SubscriptionArn"])
    assert aws("sns", "list-subscriptions-by-topic", "--topic-arn", topic)["Subscriptions"] == []
    assert "Topic does not exist" in aws.refused("sns", "publish", "--topic-arn", topic + "x", "--message", "x")
