//! Describing, listing and deleting groups.

use kafka_protocol::ResponseError;
use kafka_protocol::messages::delete_groups_response::DeletableGroupResult;
use kafka_protocol::messages::describe_groups_response::{DescribedGroup, DescribedGroupMember};
use kafka_protocol::messages::list_groups_response::ListedGroup;
use kafka_protocol::messages::{
    DeleteGroupsRequest, DeleteGroupsResponse, DescribeGroupsRequest, DescribeGroupsResponse, GroupId, ListGroupsRequest,
    ListGroupsResponse,
};
use kafka_protocol::protocol::StrBytes;

use super::Group;
use crate::embedded::api::Call;
use crate::embedded::core::code;

pub(in crate::embedded) fn describe_groups(call: &Call, request: DescribeGroupsRequest) -> DescribeGroupsResponse {
    let state = call.core.coordinator();
    let groups = request.groups.into_iter().map(|id| match &state {
        Ok(state) => match state.groups.get(id.as_str()) {
            Some(group) => describe(id, group),
            None => DescribedGroup::default().with_group_id(id).with_group_state(StrBytes::from_static_str("Dead")),
        },
        Err(error) => DescribedGroup::default().with_group_id(id).with_error_code(error.code()),
    });
    let groups = groups.collect();
    DescribeGroupsResponse::default().with_groups(groups)
}

fn describe(id: GroupId, group: &Group) -> DescribedGroup {
    let string = |s: &str| StrBytes::from_string(s.to_owned());
    let members = group.members.iter().map(|(id, member)| {
        DescribedGroupMember::default()
            .with_member_id(string(id))
            .with_group_instance_id(member.instance_id.as_deref().map(string))
            .with_client_id(string(&member.client_id))
            .with_client_host(string(&member.client_host))
            .with_member_metadata(member.metadata(&group.protocol))
            .with_member_assignment(member.assignment.clone())
    });
    DescribedGroup::default()
        .with_group_id(id)
        .with_group_state(StrBytes::from_static_str(group.phase_name()))
        .with_protocol_type(group.protocol_type.clone())
        .with_protocol_data(group.protocol.clone())
        .with_members(members.collect())
}

pub(in crate::embedded) fn list_groups(call: &Call, request: ListGroupsRequest) -> ListGroupsResponse {
    let state = match call.core.coordinator() {
        Ok(state) => state,
        Err(error) => return ListGroupsResponse::default().with_error_code(error.code()),
    };
    let among = |filter: &[StrBytes], value: &str| filter.is_empty() || filter.iter().any(|f| f.eq_ignore_ascii_case(value));
    let wanted = |g: &Group| among(&request.states_filter, g.phase_name()) && among(&request.types_filter, "classic");
    let groups = state.groups.iter().filter(|(_, group)| wanted(group)).map(|(name, group)| {
        let listed = ListedGroup::default()
            .with_group_id(GroupId(StrBytes::from_string(name.clone())))
            .with_protocol_type(group.protocol_type.clone());
        let listed = if call.version >= 4 { listed.with_group_state(StrBytes::from_static_str(group.phase_name())) } else { listed };
        if call.version >= 5 { listed.with_group_type(StrBytes::from_static_str("Classic")) } else { listed }
    });
    ListGroupsResponse::default().with_groups(groups.collect())
}

pub(in crate::embedded) fn delete_groups(call: &Call, request: DeleteGroupsRequest) -> DeleteGroupsResponse {
    let results = request.groups_names.into_iter().map(|id| {
        let deleted = call.core.coordinator().and_then(|mut state| match state.groups.get(id.as_str()) {
            None => Err(ResponseError::GroupIdNotFound),
            Some(group) if !group.members.is_empty() => Err(ResponseError::NonEmptyGroup),
            Some(_) => {
                state.groups.remove(id.as_str());
                Ok(())
            }
        });
        DeletableGroupResult::default().with_error_code(code(&deleted)).with_group_id(id)
    });
    DeleteGroupsResponse::default().with_results(results.collect())
}
